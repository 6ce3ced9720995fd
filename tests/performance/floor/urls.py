from django.urls import path

from . import views

urlpatterns = [
    path("list/", views.thread_list),
    path("thread/<int:pk>/", views.thread),
    path("thread/<int:pk>/reply/", views.reply),
    path("search/", views.search),
]
